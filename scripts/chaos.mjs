// chaos.mjs [--seed N] [--only SCENARIO]... [--short]: the fault campaign, on servers of its own.
import { campaign } from './support/campaign.mjs';

await campaign('chaos', 'it kills and restarts its servers');
