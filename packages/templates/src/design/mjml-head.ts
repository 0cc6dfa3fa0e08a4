import { styleSheet } from './style-sheet.ts';
import { light, tokens } from './tokens.ts';

/** Gives MJML the same look as the React Email shell, by attributes and classes. */
export const mjmlHead = (title: string): string => `<mj-head>
  <mj-title>${title}</mj-title>
  <mj-breakpoint width="480px" />
  <mj-raw><meta name="color-scheme" content="light dark" /><meta name="supported-color-schemes" content="light dark" /></mj-raw>
  <mj-attributes>
    <mj-all font-family="${tokens.fontFamily}" padding="0" />
    <mj-body width="${tokens.columnWidth}px" background-color="${light.page}" />
    <mj-text color="${light.ink}" font-size="16px" line-height="26px" />
    <mj-button align="left" background-color="${light.accent}" color="${light.onAccent}" border-radius="10px" font-size="16px" font-weight="600" inner-padding="15px 28px" line-height="120%" padding="12px 0 8px" />
    <mj-divider border-width="1px" border-color="${light.line}" padding="28px 0 22px" />
    <mj-table color="${light.ink}" font-size="15px" line-height="24px" />
    <mj-class name="mast" padding="0 4px 20px" />
    <mj-class name="mark" color="${light.ink}" font-size="16px" line-height="32px" />
    <mj-class name="card" background-color="${light.card}" border="1px solid ${light.line}" border-radius="${tokens.radius}px" padding="40px 44px" text-align="left" />
    <mj-class name="title" font-size="28px" font-weight="700" letter-spacing="-0.56px" line-height="36px" padding="0 0 20px" />
    <mj-class name="said" padding="0 0 16px" />
    <mj-class name="fine" color="${light.muted}" font-size="14px" line-height="22px" padding="0 0 8px" />
    <mj-class name="reason" color="${light.muted}" font-size="13px" line-height="20px" padding="22px 4px 0" />
  </mj-attributes>
  <mj-style>${styleSheet()}</mj-style>
</mj-head>`;
