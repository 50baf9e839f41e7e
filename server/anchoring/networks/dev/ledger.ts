import { bytesToHex } from '@noble/hashes/utils.js'
import { bytesOfHex } from '../../../../core/proof/bitcoin/bytes.ts'
import { formatOutpoint, type Outpoint } from '../../../../core/proof/bitcoin/outpoint.ts'
import { parseTransaction } from '../../../../core/proof/bitcoin/transaction.ts'
import type { DevBlock, DevTransaction } from './block.ts'

/** An output that can be spent. `block` is null while its transaction waits for one. */
export type LedgerOutput = Outpoint & { readonly satoshis: number; readonly script: string; readonly block: DevBlock | null }

export type LedgerEntry = DevTransaction & { readonly block: DevBlock | null }

/** OP_FALSE OP_RETURN: data, which nobody can spend. */
export function isData(script: string): boolean {
  return script.startsWith('006a')
}

/** What the longest branch and the mempool come to: transactions, unspent outputs, and who spent the others. */
export class Ledger {
  readonly #transactions = new Map<string, LedgerEntry>()
  readonly #unspent = new Map<string, LedgerOutput>()
  readonly #spenders = new Map<string, string>()

  /** Adds a transaction whose inputs are unspent, or one that was waiting and now is in a block. */
  add(entry: DevTransaction, block: DevBlock | null): void {
    const { raw, txid } = entry
    const { inputs, outputs } = parseTransaction(bytesOfHex(raw))
    this.#transactions.set(txid, { raw, txid, block })
    for (const { outpoint } of inputs) {
      this.#unspent.delete(formatOutpoint(outpoint))
      this.#spenders.set(formatOutpoint(outpoint), txid)
    }
    for (const [vout, { satoshis, lockingScript }] of outputs.entries()) {
      const script = bytesToHex(lockingScript)
      const outpoint = formatOutpoint({ txid, vout })
      if (!isData(script) && !this.#spenders.has(outpoint)) this.#unspent.set(outpoint, { txid, vout, satoshis, script, block })
    }
  }

  transaction(txid: string): LedgerEntry | null {
    return this.#transactions.get(txid) ?? null
  }

  /** Null where it was spent, or never was. */
  output(outpoint: Outpoint): LedgerOutput | null {
    return this.#unspent.get(formatOutpoint(outpoint)) ?? null
  }

  spender(outpoint: Outpoint): string | null {
    return this.#spenders.get(formatOutpoint(outpoint)) ?? null
  }

  /** Outputs with this script, in hex. */
  unspent(script: string): LedgerOutput[] {
    return [...this.#unspent.values()].filter(output => output.script === script)
  }
}
