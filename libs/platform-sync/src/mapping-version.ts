/**
 * Version of the field mapping, kept with every run and record. A changed mapping changes the content hash, so the
 * next nightly run resends what is affected by itself; the number says which rules made a record.
 *
 * 1: NRII field set of instruments and service records as first delivered.
 */
export const MAPPING_VERSION = 1;
