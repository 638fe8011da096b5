import { api } from '../access/index.ts';
import type { SystemRoom } from './monitoring.ts';

export function systemRoutes(room: SystemRoom) {
  const { system } = api;
  return {
    info: system.info.handler(() => room.info()),
    overview: system.overview.handler(() => room.overview()),
    scenes: system.scenes.handler(() => room.scenes()),
    playScene: system.playScene.handler(({ input, context }) => room.playScene(input, context.actor)),
  };
}
