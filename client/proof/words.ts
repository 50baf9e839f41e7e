/** The sentences of the Verify page and of the verifier's own file, ready to be translated. Those about proofs are in core/proof/bundle/explain.ts. */
export const words = {
  title: 'Verify',
  product: 'Sealdesk verifier',
  intro:
    'Check a proof bundle against a trust file that you kept. It happens here, in this browser: nothing is sent anywhere, and the network may be off.',
  ready: 'The verifier is loaded. The network can be off from now on.',
  dropHere: 'Drop the files anywhere on this page, in any order, or choose them.',
  choose: 'Choose…',
  remove: 'Remove',
  files: 'Files',
  parts: {
    bundle: { title: 'Proof bundle', hint: 'The history of one ticket with its proofs: download it on the ticket’s page.' },
    trust: {
      title: 'Trust file',
      hint: 'Whose log it is, and the key that signs it. Bring one that you kept yourself.',
    },
    headers: {
      title: 'Block headers',
      hint: 'Optional. Headers or block hashes from a source you trust, one a line: with them the block’s place and time are known, not claimed.',
    },
  },
  chooseLabel: { bundle: 'Choose a proof bundle', trust: 'Choose a trust file', headers: 'Choose a list of block headers' },
  removeLabel: (part: string) => `Remove: ${part}`,
  size: (bytes: number) =>
    bytes < 1024 ? `${bytes} bytes` : bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`,
  lines: (count: number) => (count === 1 ? '1 line' : `${count} lines`),
  trustOf: (origin: string, network: string) => `${origin} · network ${network}`,
  serverTrust: {
    use: 'Use this server’s',
    hint: 'This server’s own shows less.',
    name: 'As this server gives it now',
    less: 'Shows less than a trust file that you kept yourself: a server that changed its history can hand out a trust file that fits the change.',
  },
  devNetwork: 'The development network’s blocks can be made by anybody in a moment: good for trying, no evidence.',
  taken: (name: string, part: string) => `${name}: taken as ${part.toLowerCase()}.`,
  problems: {
    empty: (name: string) => `${name} is empty.`,
    tooLarge: (name: string) => `${name} is larger than 64 MiB, more than a proof bundle may have.`,
    unreadable: (name: string) => `${name} can’t be read. If it has changed since you chose it, choose it again.`,
    unknown: (name: string) => `${name} is no proof bundle, no trust file and no list of block headers.`,
    notTrust: (name: string) => `${name} is no trust file: it has to be a JSON object with origin, logKey, genesisSeal and network.`,
    badTrust: (why: string) => `The trust file can’t be used: ${why}.`,
    badHeaders: (why: string) => `The list of block headers can’t be used: ${why}.`,
    twice: (name: string, part: string) => `${name} was left out: one ${part.toLowerCase()} at a time.`,
    trustMissing: 'Add a trust file to go on: without one a bundle shows only what it says of itself.',
    bundleMissing: 'Add a proof bundle to go on.',
    notLoaded: 'The verifier could not be loaded. Try again when the connection is back.',
    crashed:
      'The verifier stopped by itself, without a verdict. Reload the page and try again; a file that does this again should be reported.',
  },
  checks: 'The checks',
  stepState: {
    waiting: 'waiting',
    running: 'under way',
    passed: 'passed',
    failed: 'failed',
    unneeded: 'nothing to check',
    unreached: 'not reached',
  },
  notProven: (sentence: string) => `Not shown: ${sentence}`,
  count: (done: number, total: number) => `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`,
  begun: 'Checking…',
  valid: (what: string) => `Valid: ${what}.`,
  invalid: (check: string, version: number | null) =>
    `Invalid: the check “${check}” failed${version === null ? '' : ` at version ${version}`}.`,
  underWay: (title: string) => `Checking: ${title}`,
  cancel: 'Cancel',
  cancelled: 'Given up: no verdict.',
  again: 'Check again',
  verdict: {
    show: 'Show the verdict',
    invalid: 'Invalid',
    took: (events: number, milliseconds: number) =>
      `${events === 1 ? '1 event' : `${events.toLocaleString('en')} events`} checked in ${milliseconds.toLocaleString('en')} ms`,
    serverTrust:
      'Checked against the trust file that this server gives now. It shows that the server agrees with itself, not that it never told another story.',
    check: 'Check',
    rule: 'Rule',
    version: 'Version',
    expected: 'Expected',
    actual: 'Found',
    none: 'none',
    proven: 'What is proven',
    range: (from: number, to: number) => (from === to ? `Version ${from}` : `Versions ${from}–${to}`),
    list: (parts: readonly string[]) => parts.join(', ').replace(/, (V)/g, (_, v: string) => `, ${v.toLowerCase()}`),
    short: {
      anchored: (range: string) => `${range} anchored`,
      signed: (range: string) => `${range} signed by the log`,
      chained: (range: string) => `${range} only chained`,
    },
    kind: { anchored: 'anchored', signed: 'signed by the log, not in a known block', chained: 'chained only' },
    means: {
      anchored: 'These events, word for word, were in the log when the block was made. A change of any of them since then would show.',
      signed: 'The log has signed a checkpoint with these events in it. No block proves when.',
      chained: 'These events fit those before them. No checkpoint covers them yet, so anybody could have appended them.',
    },
    terms: {
      notBefore: 'Not before',
      firstNotBefore: (version: number) => `Version ${version} not before`,
      notAfter: 'Not after',
      anchor: 'Anchor',
      checkpoint: 'Checkpoint',
    },
    noEarliest: 'nothing says',
    notBefore: (time: string) => `${time}, the time of block`,
    unknownTime: 'the time of a block that the verifier doesn’t know:',
    notAfter: (time: string, height: number, isKnown: boolean) =>
      `${time}, the time of the block at height ${height}${isKnown ? '' : ' (as the bundle claims)'}`,
    transaction: 'transaction',
    unmined: 'this transaction holds the checkpoint; a block with it isn’t shown or known:',
    noAnchor: 'no transaction holds the checkpoint yet',
    checkpoint: (size: number) => `${size === 1 ? '1 epoch' : `${size} epochs`}, root`,
    content: 'Texts',
    contentState: { present: 'present and as committed to', erased: 'erased, and that is on record', none: 'without text' },
    contentLine: (count: number, state: string, versions: string) => `${count} ${state}: version${count === 1 ? '' : 's'} ${versions}`,
    header: 'Block header',
    headerState: {
      known: (given: number) => `Known: it is in the list of headers that you brought. ${brought(given)}`,
      'work-only': (given: number) =>
        `Only its work is shown: it meets its own difficulty, but no list of headers that you trust confirms it. ${brought(given)} That is no evidence against somebody with mining hardware.`,
      none: () => 'None: no block is part of the proof.',
    },
    cannotTell: 'What this can’t tell',
    about: 'About',
    origin: 'Log',
    aggregate: 'History of',
    head: 'Hash of the last event',
    copyHead: 'Copy the hash',
    save: 'Save the verdict as JSON',
    fileName: 'verdict.json',
  },
  download: {
    title: 'Without this server',
    text: 'The verifier as one file: keep it beside your trust file. It runs from disk, in any current browser, and makes no request at all. Another one is for the command line, and needs Node alone.',
    link: 'Download the verifier',
    commandLine: 'For the command line',
  },
} as const

function brought(headers: number): string {
  if (headers === 0) return 'The bundle brought no headers.'
  return headers === 1 ? 'The bundle brought its header.' : `The bundle brought its header and ${headers - 1} that follow it.`
}
