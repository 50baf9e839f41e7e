const LEVELS: readonly PropertyKey[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

/** A logger, and all that it has for children, without the entries that are taken; `write` writes one after all, as it would have been. */
export function patient<L extends object>(log: L, takes: (fields: unknown, write: () => void) => boolean): L {
  return new Proxy(log, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name === 'child')
        return (...args: unknown[]) => {
          const child: unknown = Reflect.apply(value, target, args)
          return typeof child === 'object' && child !== null ? patient(child, takes) : child
        }
      if (!LEVELS.includes(name)) return value
      return (...args: unknown[]) => {
        const write = () => void Reflect.apply(value, target, args)
        if (!takes(args[0], write)) write()
      }
    },
  })
}
