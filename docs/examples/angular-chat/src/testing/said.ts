import type { ChatMessage } from 'rx-beam';
import { chatMessage } from 'rx-beam/testing';

/** A message whose text is its id. */
export const said = (id: string, user_name = 'ada', user_id = 7): ChatMessage =>
  chatMessage(user_name, id, { id, user_id });
