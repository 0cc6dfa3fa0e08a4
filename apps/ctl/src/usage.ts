/** What a person typed that is no command; the message says what would be one. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `The operator's tool, straight on the database (DATABASE_URL, or the one of a running npm start).

npm run ctl -- <what>

  keys create --name NAME --scopes send,read[,preferences,admin] [--test]
                        makes an API key and shows it, once
  keys list             every key, without its secret
  keys revoke ID        ends a key within five seconds

  show ID               a notification: what became of it, and why
  send TYPE ADDRESS [--userid ID] [--var NAME=VALUE ...]
                        sends one and prints its timeline live; variables that are not
                        given are those of the type's sample

  redrive ID ... | FILTER [--dry-run]        sends failed, expired or unknown ones again
  cancel ID ... | FILTER [--dry-run]         cancels what was not handed over yet
  resolve ID sent|failed                     says what became of an unknown one
    FILTER: --status S[,S] --type T --queue Q --source S --userid U --recipient-email A
            --tag NAME:VALUE --error-code C --since TIME --until TIME
            What a filter finds is filed as an operation and worked off here and by any relay: end
            this tool and the relays go on. unknown ones are sent again only with --status unknown.

  pause critical|standard|bulk               workers take nothing more from the lane
  resume critical|standard|bulk
  quarantine list                            rows of the outbox that could never be published, and why
  quarantine release ID ... | all            lets them go again, once that is repaired
  forget ADDRESS|USERID                      erases a person's variables, addresses, preferences
  doctor                                     looks at everything (servers, credentials, DNS,
                                             certificates, clocks, who is at work): a line each,
                                             ok, warn or fail, with what to do
  types check [DIR]                          checks a folder of types (TYPES_DIR); needs no database

Exit codes: 0 done, 1 failed or something is wrong, 2 the command or the configuration is wrong.
`;
