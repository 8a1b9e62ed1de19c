import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { InstrumentsModule } from '@app/instruments';
import { VouchersModule } from '@app/vouchers';
import { WorkCalendarModule } from '@app/work-calendar';
import { AttachmentReleases } from './attachments/attachment-releases';
import { OrderAttachment } from './attachments/order-attachment.entity';
import { OrderAttachmentsController } from './attachments/order-attachments.controller';
import { OrderAttachments } from './attachments/order-attachments.service';
import { ChangeOrder } from './change-orders/change-order.entity';
import { ChangeOrdersController } from './change-orders/change-orders.controller';
import { ChangeOrders } from './change-orders/change-orders.service';
import { OrderConfirmation } from './confirmation/order-confirmation.entity';
import { OrderConfirmationsController } from './confirmation/order-confirmations.controller';
import { OrderConfirmations } from './confirmation/order-confirmations.service';
import { ServicePeriods } from './confirmation/service-periods';
import { DisputesController } from './disputes/disputes.controller';
import { Disputes } from './disputes/disputes.service';
import { OrderDispute } from './disputes/order-dispute.entity';
import { OfflineAnswers } from './offline/offline-answers.service';
import { OfflineCourse } from './offline/offline-course.service';
import { OfflineEvidenceController } from './offline/offline-evidence.controller';
import { OfflineEvidence } from './offline/offline-evidence.entity';
import { OfflineEvidences } from './offline/offline-evidence.service';
import { OfflineOrder } from './offline/offline-order.entity';
import { OfflineOrdersController } from './offline/offline-orders.controller';
import { OfflineOrders } from './offline/offline-orders.service';
import { OfflineReminders } from './offline/offline-reminders.service';
import { OrderCompletionsController } from './offline/order-completions.controller';
import { OrderCompletions } from './offline/order-completions.service';
import { OrderFiling } from './order-filing.service';
import { OrderMessage, OrderMessageMark } from './messages/order-message.entity';
import { OrderMessagesController } from './messages/order-messages.controller';
import { OrderMessages } from './messages/order-messages.service';
import { OrderHistory } from './order-history.entity';
import { OrderSteps } from './order-steps';
import { OrdersController, QuotesController } from './orders.controller';
import { OrdersService } from './orders.service';
import { AgreedPrice } from './prices/agreed-price.entity';
import { AgreedPricesController } from './prices/agreed-prices.controller';
import { AgreedPrices } from './prices/agreed-prices.service';
import { QuotesService } from './quotes.service';
import { OrderSample } from './samples/order-sample.entity';
import { MachineTime } from './samples/machine-time';
import { SampleCourse } from './samples/sample-course.service';
import { SampleCapacity } from './samples/promises/sample-capacity.entity';
import { SamplePromise } from './samples/promises/sample-promise.entity';
import { SamplePromisesController } from './samples/promises/sample-promises.controller';
import { SamplePromises } from './samples/promises/sample-promises.service';
import { SampleQueue } from './samples/promises/sample-queue.service';
import { SamplePrices } from './samples/sample-prices';
import { SampleQuote } from './samples/sample-quote.entity';
import { ServiceItem } from './samples/service-items/service-item.entity';
import { ServiceItemsController } from './samples/service-items/service-items.controller';
import { ServiceItems } from './samples/service-items/service-items.service';
import { SampleOrder } from './samples/sample-order.entity';
import { SampleOrdersController } from './samples/sample-orders.controller';
import { SampleOrders } from './samples/sample-orders.service';
import { SampleQuotes } from './samples/sample-quotes.service';
import { ServiceOrder } from './service-order.entity';
import { VoucherParts } from './voucher-parts';
import { definePersonalData } from './order.personal-data';
import { defineSubjects } from './order.subjects';

/** Orders and their prices. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    InstrumentsModule,
    VouchersModule,
    WorkCalendarModule,
    TypeOrmModule.forFeature([
      ServiceOrder,
      OrderHistory,
      OrderConfirmation,
      ChangeOrder,
      OrderDispute,
    ]),
    TypeOrmModule.forFeature([ServiceItem, SampleQuote, SamplePromise, SampleCapacity]),
    TypeOrmModule.forFeature([AgreedPrice, SampleOrder, OrderSample]),
    TypeOrmModule.forFeature([OfflineOrder, OfflineEvidence]),
    TypeOrmModule.forFeature([OrderMessage, OrderMessageMark, OrderAttachment]),
  ],
  controllers: [
    QuotesController,
    OrdersController,
    OrderConfirmationsController,
    ChangeOrdersController,
    DisputesController,
    SampleOrdersController,
    ...[OfflineOrdersController, OfflineEvidenceController, OrderCompletionsController],
    AgreedPricesController,
    ...[ServiceItemsController, SamplePromisesController],
    OrderMessagesController,
    OrderAttachmentsController,
  ],
  providers: [
    QuotesService,
    OrdersService,
    OrderSteps,
    VoucherParts,
    ChangeOrders,
    Disputes,
    OrderConfirmations,
    ServicePeriods,
    SampleOrders,
    SampleQuotes,
    SampleCourse,
    ...[OfflineOrders, OfflineAnswers, OfflineCourse, OfflineEvidences],
    ...[OrderCompletions, OfflineReminders, OrderFiling],
    AgreedPrices,
    ...[ServiceItems, SamplePrices, SampleQueue, SamplePromises, MachineTime],
    ...[OrderMessages, OrderAttachments, AttachmentReleases],
  ],
  exports: [
    AttachmentReleases,
    QuotesService,
    OrdersService,
    OrderSteps,
    ServicePeriods,
    MachineTime,
    SampleQuotes,
    OfflineReminders,
  ],
})
export class OrdersModule {
  constructor(subjects: Subjects, personalData: PersonalDataSources) {
    defineSubjects(subjects);
    definePersonalData(personalData);
  }
}
