import { startApplication } from './application';
import type { Desk } from './crossing';
import { operationsOf } from './operations';
import { World } from './world/world';

/** A new world with the application on it. */
export async function openDesk(): Promise<Desk> {
  const world = await World.build();
  try {
    return await deskIn(world);
  } catch (error) {
    await world.stop();
    throw error;
  }
}

/** The same world with the application started anew. */
export async function reopenDesk({ world, app }: Desk): Promise<Desk> {
  await app.close();
  return deskIn(world);
}

async function deskIn(world: World): Promise<Desk> {
  const app = await startApplication(world);
  const operations = new Map(operationsOf(app).map((operation) => [operation.id, operation]));
  return { world, app, operations };
}

/** Also when it never opened, so that a test says what really went wrong. */
export async function closeDesk(desk: Desk | undefined): Promise<void> {
  await desk?.app.close();
  await desk?.world.stop();
}
