import { curl } from './curl.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { python } from './python.ts';
import type { Language } from './snippet.ts';

export const languages: readonly Language[] = [curl, python, go, java];
