/** The sheets that the shell lays over a page. */
export type Overlay = 'palette' | 'help' | 'new-ticket'

/** Asks the shell to open a sheet, from anywhere: `this.dispatchEvent(new OverlayEvent('new-ticket'))`. */
export class OverlayEvent extends Event {
  static readonly type = 'sd-overlay'
  readonly overlay: Overlay

  constructor(overlay: Overlay) {
    super(OverlayEvent.type, { bubbles: true, composed: true })
    this.overlay = overlay
  }
}
