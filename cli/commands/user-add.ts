import type { Sender } from '../../core/aggregate/command.ts'
import { nameSchema } from '../../core/protocol/text.ts'
import { passwordSchema } from '../../server/accounts/passwords.ts'
import { readConfig } from '../../server/config.ts'
import { EXIT, type Run, textOption, UsageError } from '../command.ts'
import { type Builders, madeLine, using } from '../parts.ts'
import { readPassword } from '../read-password.ts'

const BY: Sender = { type: 'system', id: 'command-line' }

export function runUserAdd({ openParts }: Pick<Builders, 'openParts'>): Run {
  return async (given, { env, input, output, errors }) => {
    const config = readConfig(env)
    const [name = ''] = given.operands
    const checked = nameSchema.safeParse(name)
    if (!checked.success) throw new UsageError(`The name “${name}” ${checked.error.issues[0]?.message}.`)
    // Asked for before the store is opened: nobody else can use it meanwhile.
    const password = await readPassword(input, errors)
    const good = passwordSchema.safeParse(password)
    if (!good.success) throw new UsageError(`The password ${good.error.issues[0]?.message}.`)
    const displayName = textOption(given, 'display') ?? name
    const role = given.options.admin === true ? 'admin' : 'member'
    const made = await using(openParts(config), async parts => {
      await parts.accounts.createUser({ id: null, name, displayName, role, password }, BY)
      return madeLine(parts)
    })
    output.write(`${made}${name} can sign in${role === 'admin' ? ', and is an administrator' : ''}.\n`)
    return EXIT.done
  }
}
