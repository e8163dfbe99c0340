"""A Telegram of one's own on 127.0.0.1: the Bot API for the bot, a chat page for people, levers for tests.

Nothing here comes from the rest of the project; a bot reaches it over HTTP only (`telegram.api_base_url`).
`Sandbox` serves it inside a program, `python -m bot.sandbox` as a program of its own that outlives a killed bot.
Requests that do not name this machine as their host, or come from another page's origin, are refused.

The bot's side
==============
`{url}/bot<TOKEN>/<method>`, GET or POST, parameters as JSON, form, multipart or query. Answers are the Bot
API's: `{"ok": true, "result": …}` or `{"ok": false, "error_code", "description", "parameters"?}` in Telegram's words.

Methods: getMe getUpdates setWebhook deleteWebhook getWebhookInfo · sendMessage sendDocument editMessageText
editMessageCaption editMessageReplyMarkup deleteMessage deleteMessages pinChatMessage sendChatAction · getChat
getChatMember getChatAdministrators leaveChat getFile (`{url}/file/bot<TOKEN>/<file_path>`) ·
answerCallbackQuery answerInlineQuery · set/get/deleteMyCommands, set/getMyDescription, -ShortDescription, -Name.
HTML is the only parse mode. Webhooks go to this machine only.

The people's side
=================
JSON in, JSON out; what cannot be done answers `{"error": reason}` with 400 or 404. `{id}` is a chat's id.

    GET  /sandbox/chats                 {"chats": [chat]}
    POST /sandbox/chats                 {type: private|group|supergroup|channel, title?, first_name?, last_name?,
                                        language_code?, username?, is_forum?, bot_is_admin?, privacy?, started?} -> chat
                                        privacy (default true): in groups the bot gets commands, mentions, replies only
                                        started (default true): false refuses the bot until the person writes
    GET  /sandbox/chats/{id}            chat {id, type, name, title, username, language_code, is_forum, topics, members,
                                        bot_status, blocked, deactivated, restriction, migrated_to, typing, messages,
                                        last: {text, date, from_bot} | null}
    GET  /sandbox/chats/{id}/messages   ?after=ID -> {"messages": [message]}, both sides, deleted ones too:
                                        {message_id, date, from_bot, from, text, entities, html, reply_markup,
                                        reply_to_message_id, message_thread_id, link_preview_options, silent, protected,
                                        edits, edit_date, deleted, pinned, forward_origin, service, document}
    POST /sandbox/chats/{id}/messages   {text, from?, reply_to_message_id?, message_thread_id?,
                                        forward_of?: {chat_id, message_id}} -> message + {update_id, delivered}
                                        show: false keeps it from the page's live view
    POST /sandbox/chats/{id}/messages/{mid}/edit   {text} -> the person's message, edited
    POST /sandbox/chats/{id}/messages/{mid}/age    {seconds} -> the message, that much older
    POST /sandbox/chats/{id}/taps       {message_id, data | text | row, column?, from?, wait_s?: 5} ->
                                        {query_id, answered, answer: {text, show_alert, url?} | null};
                                        a button without data -> {answered: false, button}
    POST /sandbox/chats/{id}/inline     {query, offset?, from?, wait_s?} -> {query_id, answered, answer: {results, …}}
    POST /sandbox/chats/{id}/block | unblock | deactivate             private chats
    POST /sandbox/chats/{id}/kick | leave | return | promote | demote  the bot, in groups and channels
    POST /sandbox/chats/{id}/restrict   {kind: rights | write | none}
    POST /sandbox/chats/{id}/migrate    -> the new supergroup
    POST /sandbox/chats/{id}/members    {first_name? | user_id, status?} -> {user, status}
    POST /sandbox/chats/{id}/topics     {name} -> {id, name};  …/topics/{tid}/close | reopen | delete
    GET  /sandbox/chats/{id}/commands   ?language= -> {"commands": […], "description"}, as a person sees them
    GET  /sandbox/files/{file_id}       a document, as a download
    POST /sandbox/updates               any update, in line as it is -> {update_id}
    POST /sandbox/faults                {kind, method?, chat_id?, times?: 1, after?: 0,
                                        retry_after?, description?, seconds?}; what the next calls meet,
                                        kinds: 429 403 400 500, drop_before, drop_after (it acted), delay
    GET, DELETE /sandbox/faults         the faults to come; none any more
    GET  /sandbox/journal               ?since=SEQ &method= -> {"calls": [{seq, at, method, chat_id,
                                        outcome: ok | refused | dropped, code?, description?, message_id?, fault?}],
                                        "last"}
    GET  /sandbox/rates                 {sent, peak_per_s, violations: {token, private, group}, worst_chats};
                                        counted with `strict_rates`, refused by 429 with `enforce_rates`
    GET  /sandbox/events                ?since=SEQ &wait_s= -> {"events": [{seq, kind, chat_id, message? | chat?}],
                                        "last", reset?}; without since only where to begin
    GET  /sandbox/page                  {bot: {username, name}, actions, tips}
    GET  /                              the chat page
"""

from bot.sandbox.server import PageAction, PageExtras, Sandbox

__all__ = ["PageAction", "PageExtras", "Sandbox"]
