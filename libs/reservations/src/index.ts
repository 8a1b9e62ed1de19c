export * from './booking/booking-reason';
export { openWindows } from './booking/opening.rules';
export * from './downtime/downtime.entity';
export * from './occupancy.entity';
export * from './reservation.entity';
export * from './reservation.errors';
export * from './reservation.words';
export * from './reservations.module';
export * from './reservations.worker.module';
