import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js'

/** Web Awesome's own icon set would be loaded from a foreign server. Its controls draw theirs from a set of its code; nothing else is asked for. */
registerIconLibrary('default', { resolver: () => '' })
