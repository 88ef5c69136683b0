// The join request goes to the chat server that was started beside us.
export default { '/api': { target: process.env.CHAT_URL ?? 'http://127.0.0.1:8080' } };
