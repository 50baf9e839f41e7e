import { Hash, Transaction, Utils } from '@bsv/sdk'

const MARK = [0, 0, 0, 0, 0, 0xef]
const COMPRESSED_KEY_BYTES = 33

/**
 * A transaction in extended format (BRC-30): as it is, with the amount and the script of each output that it spends, so that a service can
 * check it without looking those up. All of them are P2PKH; the script follows from the public key that unlocks it. `spent` holds the
 * amounts, in the order of the inputs. Hex in and out.
 */
export function extendedFormat(raw: string, spent: readonly { readonly satoshis: number }[]): string {
  const { version, inputs, outputs, lockTime } = Transaction.fromHex(raw)
  if (inputs.length !== spent.length) throw new Error(`the transaction has ${inputs.length} inputs, not ${spent.length}`)
  const writer = new Utils.Writer()
  const writeBytes = (bytes: number[]) => writer.writeVarIntNum(bytes.length).write(bytes)
  writer.writeUInt32LE(version).write(MARK).writeVarIntNum(inputs.length)
  for (const [place, input] of inputs.entries()) {
    const { sourceTXID, sourceOutputIndex, unlockingScript, sequence } = input
    const publicKey = unlockingScript?.chunks[1]?.data
    const satoshis = spent[place]?.satoshis
    if (sourceTXID === undefined || unlockingScript === undefined || publicKey?.length !== COMPRESSED_KEY_BYTES || satoshis === undefined) {
      throw new Error(`input ${place} isn’t unlocked by a signature and a public key`)
    }
    writer.write(Utils.toArray(sourceTXID, 'hex').reverse()).writeUInt32LE(sourceOutputIndex)
    writeBytes(unlockingScript.toBinary())
    writer.writeUInt32LE(sequence ?? 0xffffffff).writeUInt64LE(satoshis)
    writeBytes([0x76, 0xa9, 0x14, ...Hash.hash160(publicKey), 0x88, 0xac])
  }
  writer.writeVarIntNum(outputs.length)
  for (const { satoshis = 0, lockingScript } of outputs) {
    writer.writeUInt64LE(satoshis)
    writeBytes(lockingScript.toBinary())
  }
  writer.writeUInt32LE(lockTime)
  return writer.toHex()
}
