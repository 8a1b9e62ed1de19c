import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { CalendarFeed } from './calendar-feed.entity';
import { CalendarFeedsController, CalendarsController } from './feeds.controller';
import { CalendarFeeds } from './feeds.service';

/** Calendar feeds. */
@Module({
  imports: [AccessModule, AuditModule, TypeOrmModule.forFeature([CalendarFeed])],
  controllers: [CalendarFeedsController, CalendarsController],
  providers: [CalendarFeeds],
})
export class FeedsModule {
  constructor(subjects: Subjects, personalData: PersonalDataSources) {
    subjects.define(
      'calendar-feed',
      `SELECT user_id, ARRAY[organisation_id] AS organisation_ids, true AS personal FROM calendar_feed
        WHERE id = $1 AND revoked_at IS NULL`,
    );
    personalData.define({
      name: 'calendarFeeds',
      rows: `SELECT id, kind, instrument_id AS "instrumentId", created_at AS "createdAt", revoked_at AS "revokedAt"
               FROM calendar_feed WHERE user_id = $1`,
      erase: ['DELETE FROM calendar_feed WHERE user_id = $1'],
    });
  }
}
