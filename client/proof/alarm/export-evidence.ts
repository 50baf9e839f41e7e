import type { App } from '../../state/app.ts'
import { evidenceText } from '../memory/evidence.ts'
import type { Alarm } from '../memory/records.ts'
import { saveText } from '../save-text.ts'
import { words } from './words.ts'

/** Offers alarms as one file, as they are once all evidence that is under way has been collected. */
export async function exportEvidence({ witness }: App, which: () => Promise<readonly Alarm[]> | readonly Alarm[]): Promise<void> {
  await (await witness.get()).evidenceCollected()
  const alarms = await which()
  const [first] = alarms
  if (first === undefined) return
  const source = { server: window.location.origin, exportedAt: new Date().toISOString() }
  saveText(document, words.fileName(first.kind, first.at), 'application/json', evidenceText(alarms, source))
}
