/** Under which name whoever makes epochs and anchors holds the lease. */
export const ANCHORING_LEASE = 'anchoring'
/** Under which name, of several servers on a store, the one that writes the lists does. */
export const LISTS_LEASE = 'lists'
/** Under which name, of several servers that start at once on an empty store, the one that fills it does. */
export const DEMONSTRATION_LEASE = 'demonstration'
/** Under which name whoever copies into a store holds the lease of it. */
export const COPY_LEASE = 'copy'
