/** The look of every mail, React Email and MJML alike. Colours are hexadecimal, sizes in pixels. */
export const tokens = {
  fontFamily:
    "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  monoFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  columnWidth: 560,
  radius: 16,
} as const;

export interface Palette {
  readonly page: string;
  readonly card: string;
  readonly line: string;
  readonly ink: string;
  readonly muted: string;
  /** Links, the mark and the button's ground. */
  readonly accent: string;
  readonly onAccent: string;
  /** A quiet ground for a box inside the card. */
  readonly tint: string;
  /** The edge of a box that warns. */
  readonly warning: string;
}

/** Every pair that is read together has a contrast of at least 4.5 to 1 (WCAG 2.2, AA). */
export const light: Palette = {
  page: '#f3f2ee',
  card: '#ffffff',
  line: '#e5e2da',
  ink: '#1d2430',
  muted: '#5c6470',
  accent: '#2747c9',
  onAccent: '#ffffff',
  tint: '#f7f6f2',
  warning: '#c2410c',
};

/** Held to the same contrast; mail apps that invert colours by themselves leave these alone. */
export const dark: Palette = {
  page: '#10131a',
  card: '#191e28',
  line: '#2e3542',
  ink: '#eceef2',
  muted: '#a5adba',
  accent: '#a9bbff',
  onAccent: '#10131a',
  tint: '#212733',
  warning: '#ff9a62',
};
