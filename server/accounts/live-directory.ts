import { userStateOf } from '../../core/user/machine.ts'
import type { Registry } from '../actors/registry.ts'
import type { UserDirectory } from './directory.ts'

/** People as their live actors have them: a right that was taken is gone at once. */
export function liveDirectory(registry: Pick<Registry, 'user'>): UserDirectory {
  return {
    async user(id) {
      const { snapshot } = await registry.user(id)
      const state = userStateOf(snapshot)
      if (state === 'absent') return null
      const { name, displayName, role } = snapshot.context
      return { name: name.text, displayName: displayName.text, role, state }
    },
  }
}
