import type { Command } from '../command.ts'
import type { Builders } from '../parts.ts'
import { importGithubCommand } from './import-github.ts'
import { rebuildCommand } from './rebuild.ts'
import { serveCommand } from './serve.ts'
import { userAddCommand } from './user-add.ts'

/** Every command, in the order of the help. */
export function allCommands(builders: Builders): readonly Command[] {
  return [serveCommand(builders), userAddCommand(builders), importGithubCommand(builders), rebuildCommand(builders)]
}
