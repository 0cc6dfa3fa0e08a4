/** Where a server speaks TLS, on 127.0.0.1, and with which PEM files; clients need show no certificate. */
export type TlsListener = {
  readonly port: number;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
};
