import { CivilDateField, TextField } from '@app/http';

/** Body of `PUT /instruments/{id}/sensor`. Dates are civil. */
export class PutSensorRequest {
  @TextField({ max: 100, description: 'number of the sensor' }) number: string;
  @CivilDateField({ description: 'today or earlier' }) installedOn: string;
  @CivilDateField({ nullable: true, description: 'when it was taken off again' })
  recoveredOn?: string | null;
}
