import {
  deliveryStoreContract,
  operationsContract,
  unitOfWorkContract,
} from '@postroom/application/testing';
import { inject } from 'vitest';
import { postgresHarness } from '../testing/postgres-harness.ts';

const onPostgres = () => postgresHarness(inject('servers'));

unitOfWorkContract(onPostgres);
deliveryStoreContract(onPostgres);
operationsContract(onPostgres);
