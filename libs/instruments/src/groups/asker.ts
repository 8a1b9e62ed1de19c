/** Who wants to use an instrument: a person, for an organisation. */
export interface Asker {
  userId: string;
  organisationId: string;
}
