import { Module } from '@nestjs/common';
import { PersonalDataSources } from '../personal-data/personal-data-sources';
import { Subjects } from './subjects';

/** Where every lib tells whose its objects are, and what it holds about people. */
@Module({
  providers: [Subjects, PersonalDataSources],
  exports: [Subjects, PersonalDataSources],
})
export class AccessModule {}
