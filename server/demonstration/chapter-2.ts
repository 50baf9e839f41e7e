import { person, type Story } from './story.ts'

const [ada, mira, jon, sam, noor, kit] = [person('ada'), person('mira'), person('jon'), person('sam'), person('noor'), person('kit')]

/** What is being worked on. */
export const CHAPTER_2: readonly Story[] = [
  ada.opens(
    'incident-502',
    'Incident: the API answered 502 for eleven minutes',
    `
    **From 14:02 to 14:13** every tenth request failed. No data was lost; payments were retried by themselves.

    ### What happened
    1. 14:02 – the rollout of version 5.8 begins
    2. 14:04 – alarm: more than 5 % of answers are 502
    3. 14:09 – rollout stopped, back to 5.7
    4. 14:13 – all clear

    ### What we know
    The new version needs 40 seconds to warm up, and was asked for its health after 10.
    `,
    ada.labels('incident', 'api'),
    ada.rates('urgent'),
    ada.assigns('ada'),
    jon.says(
      'The health check only asks whether the process lives. It should ask whether it can *answer*:\n\n```http\nGET /readyz\n503 Service Unavailable\n```\n\nI have that half done, I can finish it tomorrow.',
    ),
    noor.says('Nine customers wrote to us. I answered with the times above, and that we will publish what we learned.'),
    ada.says(
      'Thanks both. What is left: the readiness check, a rollout that stops by itself, and the public note. @mira, will you read the note before it goes out?',
    ),
    mira.says('Yes, send it over.'),
  ),
  jon.opens(
    'double-webhooks',
    'Webhooks are sent twice after a retry',
    `
    When the receiver answers slowly (over 10 s), we give up and send again, but the first call went through. The receiver sees two.

    \`\`\`json
    { "event": "invoice.paid", "invoice": "2024-1187", "attempt": 2 }
    \`\`\`

    Both calls should carry the **same id**, so that a receiver can tell. It is in the documentation that they do; they don't.
    `,
    jon.labels('bug', 'api'),
    mira.rates('high'),
    jon.assigns('jon'),
    kit.says('I wrote a receiver that answers after 11 seconds, so we can see it happen. Fails every time, as it should for now.'),
    noor.says('One more customer with this today: paid twice in *their* books, not in ours.'),
  ),
  kit.opens(
    'search-archive',
    'Search finds nothing in archived invoices',
    `
    Archive an invoice, then search for its number: nothing. With **Show archived** switched on: still nothing.

    I expected to find it in both cases, marked as archived.
    `,
    kit.labels('bug', 'search'),
    mira.assigns('sam'),
    sam.says('The switch filters what the search has found, and the search leaves the archive out before. Two bugs that hide each other.'),
  ),
  ada.opens(
    'retention',
    'Keep the data of deleted customers no longer than 30 days',
    `
    Our own policy says 30 days. I found records of customers who left **in spring**: backups aside, they must go.

    - [the policy](https://example.com/policy), section 4
    - invoices are different: the law wants them kept, without contact data
    `,
    ada.labels('compliance'),
    ada.rates('high'),
    ada.assigns('kit'),
    kit.says('I can list what we hold, table by table. The unclear part is notes in free text: they may name people.'),
    ada.says('Then free text goes too, after 30 days. Better too much than too little here.'),
    kit.says(
      'The list so far:\n\n| where | records | may stay |\n|---|---|---|\n| contacts | 412 | no |\n| notes | 1,903 | no |\n| invoices | 5,260 | without names |\n| sign-in history | 88 | no |',
    ),
  ),
  noor.opens(
    'dark-theme',
    'Dark theme for the dashboard',
    `
    Asked for by 31 customers this year. It should follow the system, and be switchable by hand.

    Charts are the hard part: some of our colours can't be read on a dark ground.
    `,
    noor.labels('feature', 'ui'),
    noor.rates('low'),
    mira.assigns('sam'),
    sam.says('Every colour has a name now instead of a value. That was most of the work, the theme itself is a list of forty lines.'),
    kit.says('I’ll measure the contrast of the charts when there is a preview. 4.5 to 1 for text, 3 to 1 for lines.'),
  ),
  noor.opens(
    'import-rows',
    'Import from spreadsheets should say which row is wrong',
    `
    Now: *The file could not be imported.* With 4,000 rows that is no help.

    What people need:

    1. the **row and column** of the first mistakes
    2. what was expected there
    3. the good rows imported, if they want that
    `,
    noor.labels('feature', 'import'),
    mira.assigns('jon'),
    jon.says('For 3 we need a preview, otherwise nobody knows what they agree to. I would do 1 and 2 first.'),
    noor.says('Fine with me. 1 and 2 would save me five mails a day.'),
  ),
  noor.opens(
    'print-address',
    'Printed invoices cut off long addresses',
    `
    An address of seven lines loses the last one, which is the country. The envelope comes back.
    `,
    noor.labels('bug', 'print'),
    noor.says('The window of the envelope has room for nine lines in 9 pt, I measured it.'),
    mira.assigns('sam'),
    sam.says('Then nine lines it is: 10 pt up to six lines, 9 pt above that.'),
    kit.says('Please test with *Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch*, it is a real place with real customers.'),
  ),
  ada.opens(
    'two-factor',
    'Two-factor sign-in for all administrators',
    `
    From next month nobody administers Kestrel with a password alone. Everybody concerned gets two weeks of notice.

    - security keys and passkeys, no text messages
    - ten recovery codes, shown once
    - what happens when somebody loses both is decided **before** we switch it on
    `,
    ada.labels('security', 'feature'),
    ada.rates('high'),
    ada.assigns('ada'),
    kit.says(
      'For the last point: two other administrators confirm in person, and it is written down in a ticket. That is what this desk is for.',
    ),
    ada.says('I like that. Then it is also on record who confirmed.'),
  ),
]
