import { timer } from 'rxjs';
import { Poll } from '../poll.js';
import { Refusal } from '../refusals.js';
import { authorOf, type Handler, permit } from '../turn.js';

const isText = (value: unknown, from: number, to: number): value is string =>
  typeof value === 'string' && value.length >= from && value.length <= to;

const questionArgument = (value: unknown): string => {
  if (!isText(value, 2, 255)) throw new Refusal('badRequest', 'The question must have 2 to 255 characters.');
  return value;
};

const answersArgument = (value: unknown): string[] => {
  const isList = Array.isArray(value) && value.length >= 2 && value.length <= 6;
  if (!isList || !value.every(answer => isText(answer, 1, 255)))
    throw new Refusal('badRequest', 'There must be 2 to 6 options, strings of 1 to 255 characters.');
  return value;
};

const secondsArgument = (value: unknown): number => {
  if (typeof value !== 'number' || !(value >= 5 && value <= 300))
    throw new Refusal('badRequest', 'The duration must be a number of 5 to 300 seconds.');
  return value;
};

/** `vote:start [question, [option…], seconds]` */
export const startPoll: Handler = turn => {
  const actor = permit(turn, 'poll_start');
  const { channel } = actor;
  const [question, answers, seconds] = turn.args;
  const poll = new Poll({
    channelId: channel.id,
    question: questionArgument(question),
    answers: answersArgument(answers),
    durationMs: secondsArgument(seconds) * 1000,
    author: authorOf(actor),
  });
  if (channel.poll) throw new Refusal('pollRunning');
  channel.poll = poll;
  channel.keepBusy(timer(poll.state.duration), () => {
    channel.poll = undefined;
    channel.announce('PollEnd', poll.state);
  });
  return { data: 'Poll started.', afterwards: () => channel.announce('PollStart', poll.state) };
};

/** `vote:choose [index]`, whose old name is `vote`: each vote shows as one more PollStart. */
export const choose: Handler = turn => {
  const { channel, user } = permit(turn, 'poll_vote');
  const { poll } = channel;
  const [index] = turn.args;
  if (!poll) throw new Refusal('noPoll');
  if (typeof index !== 'number' || !poll.hasAnswer(index)) throw new Refusal('badRequest', 'There is no such option.');
  if (!poll.vote(user.id, index)) throw new Refusal('alreadyVoted');
  return { data: true, afterwards: () => channel.announce('PollStart', poll.state) };
};
