/** Answers the requests on a control connection, one line of JSON each, in order. */
export const serveControl = (socket, ask) => {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', chunk => {
    const lines = (text + chunk).split('\n');
    text = lines.pop();
    for (const line of lines) socket.write(`${JSON.stringify(answerTo(line, ask))}\n`);
  });
};

const answerTo = (line, ask) => {
  try {
    return { answer: ask(JSON.parse(line)) ?? null };
  } catch (error) {
    return { error: String(error) };
  }
};
