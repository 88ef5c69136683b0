import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { type BeamChat, type ChatMessage, messages$, type Status } from 'rx-beam';
import { scan } from 'rxjs';

/** Boots the chat when the component mounts, and closes it when the component is gone. */
const useBooted = (chat: BeamChat): void =>
  useEffect(() => {
    chat.boot();
    return () => void chat.close();
  }, [chat]);

/** The status; the component renders again with each change. */
const useStatus = (chat: BeamChat): Status => {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const subscription = chat.status$.subscribe(onChange);
      return () => subscription.unsubscribe();
    },
    [chat],
  );
  const read = () => chat.status;
  return useSyncExternalStore(subscribe, read, read); // the last one is for rendering on a server
};

/** The newest messages, those of an outage too. */
const useMessages = (chat: BeamChat): readonly ChatMessage[] => {
  const [messages, setMessages] = useState<readonly ChatMessage[]>([]);
  useEffect(() => {
    const newest$ = messages$(chat, { initial: 20 }).pipe(
      scan((all: readonly ChatMessage[], message) => [...all, message].slice(-100), []),
    );
    const subscription = newest$.subscribe(setMessages);
    return () => subscription.unsubscribe();
  }, [chat]);
  return messages;
};

export const Chat = ({ chat }: { chat: BeamChat }) => {
  useBooted(chat);
  const { state } = useStatus(chat);
  const messages = useMessages(chat);
  const greet = () => chat.call('msg', ['Hello']).catch(error => console.warn(error.message));
  return (
    <>
      <p>{state}</p>
      <ul>
        {messages.map(({ id, user_name, message }) => (
          <li key={id}>
            {user_name}: {message.message.map(part => part.text).join('')}
          </li>
        ))}
      </ul>
      <button type="button" onClick={greet}>
        Hello
      </button>
    </>
  );
};
