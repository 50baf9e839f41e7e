// Sets this process's clock: by CLOCK_AHEAD_MS milliseconds ahead of the machine's, or behind where that is negative. What only goes forward isn't
// changed. To be given to Node with --import.
const ahead = Number(process.env.CLOCK_AHEAD_MS)
const machine = Date
const now = () => machine.now() + ahead

globalThis.Date = new Proxy(machine, {
  construct: (target, given, self) => Reflect.construct(target, given.length === 0 ? [now()] : given, self),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
