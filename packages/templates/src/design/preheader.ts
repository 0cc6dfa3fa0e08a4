/**
 * Fills the inbox's preview line after the preheader, so that no other text of the mail slips in.
 * Its length is fixed: a pad that depended on the preheader could not be compiled.
 */
export const preheaderPad = '\u034f\u200c\u00a0'.repeat(60);
