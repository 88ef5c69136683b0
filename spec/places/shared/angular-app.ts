import { ChangeDetectionStrategy, Component, type EnvironmentProviders, type Provider } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import type { Join } from 'rx-beam';
import { BEAM_CHAT, injectBeamChat, injectChatEvent, injectChatStatus, provideBeamChat } from 'rx-beam/angular';

@Component({
  selector: 'chat-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '{{ status().state }}: {{ message()?.user_name }}',
})
class ChatRoot {
  protected readonly status = injectChatStatus();
  protected readonly message = injectChatEvent('ChatMessage');
  protected readonly chat = injectBeamChat();
}

/** Starts the app, which shows the state of its chat and who wrote last. */
export const start = async (join: () => Promise<Join>, detection: Provider | EnvironmentProviders) => {
  const auth = ({ user, authkey }: Join) => [42, user?.id, authkey] as never;
  const app = await bootstrapApplication(ChatRoot, { providers: [detection, provideBeamChat(join, { auth })] });
  return { app, chat: app.injector.get(BEAM_CHAT) };
};
