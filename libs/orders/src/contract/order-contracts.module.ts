import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources } from '@app/identity';
import { InstrumentsModule } from '@app/instruments';
import { OrdersModule } from '../orders.module';
import { ContractRequirements } from './contract-requirements.service';
import { ContractRequirement, OrderContract } from './order-contract.entity';
import {
  ContractRequirementsController,
  OrderContractsController,
} from './order-contracts.controller';
import { OrderContracts } from './order-contracts.service';

/** Contracts of orders. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    InstrumentsModule,
    OrdersModule,
    TypeOrmModule.forFeature([OrderContract, ContractRequirement]),
  ],
  controllers: [OrderContractsController, ContractRequirementsController],
  providers: [OrderContracts, ContractRequirements],
  exports: [OrderContracts],
})
export class OrderContractsModule {
  constructor(personalData: PersonalDataSources) {
    personalData.define({
      name: 'orderContracts',
      rows: `SELECT order_id AS "orderId", version, user_accepted_by = $1 AS "forUser",
                    provider_accepted_by = $1 AS "forProvider", user_accepted_at AS "userAcceptedAt",
                    provider_accepted_at AS "providerAcceptedAt"
               FROM order_contract WHERE $1 IN (user_accepted_by, provider_accepted_by)`,
    });
  }
}
