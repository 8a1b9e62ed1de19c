import { Module } from '@nestjs/common';
import { Subjects } from './subjects';

/** Where every lib tells whose its objects are. */
@Module({ providers: [Subjects], exports: [Subjects] })
export class AccessModule {}
