"""Backends: each is asked for both languages of a briefing and gives a `Written`, or raises why it cannot.

`openai` (any OpenAI-compatible address), `anthropic`, `deepl` and `local` (CTranslate2) are thin classes, a row each in
`BACKENDS`; `chain.Chain` asks them in order and checks what they wrote.
"""
