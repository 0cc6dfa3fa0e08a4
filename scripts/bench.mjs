// bench.mjs [--only NAME]... [--seconds N] [--short]: measures what was built, on servers of its own.
import { campaign } from './support/campaign.mjs';

await campaign('bench', 'the CPU of servers is read from /proc');
