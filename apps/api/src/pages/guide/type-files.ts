/** A small type as a folder declares it; what `TYPES_DIR` reads. */
export const typeFiles = {
  'parcel_ready.yaml': `queue: standard
description: Tells a customer that a parcel can be picked up.
subject: Your parcel {parcel_number} is here
ttl: 7d
default: on
on_ambiguous: at_least_once
variables:
  type: object
  required: [parcel_number, pickup_link]
  properties:
    parcel_number: { type: string, maxLength: 64 }
    pickup_link: { type: string, format: uri, sensitive: true }
samples:
  - { parcel_number: P-17, pickup_link: https://app.example.com/p/17 }
  - { parcel_number: P-18, pickup_link: https://app.example.com/p/18 }
`,
  'parcel_ready.mjml': `<mjml>
  <mj-body>
    <mj-section mj-class="card">
      <mj-column>
        <mj-text mj-class="title">Your parcel is here</mj-text>
        <mj-text mj-class="said">Parcel {{ parcel_number }} waits for you.</mj-text>
        <mj-button href="{{ pickup_link }}">Where to get it</mj-button>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`,
} as const;
