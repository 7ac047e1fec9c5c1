"""Question → answer. Never opens a document.

The way of a question: linking → operands → planner → bind → execute → answer. What is not known for certain goes no further: it is asked
back or said to be missing. A figure comes out of a bound fact or out of execute, nowhere else. The modules along that way:

The whole way
    pipeline             ask(): all stages in order
    desk                 a store at hand: what every question of a session shares
    guard                what is not answered, decided first

Text → tokens → names
    normalise            what people type → what documents print
    tokens               the kinds of tokens
    lexicon              the cheapest cover of a question by names, roles, cues and plain words
    names                known names inside a text
    typos                mistyped names
    linking              the question against what the store holds
    naming               tokens → names in order
    relevance            which of the names count

Departments
    schema               departments, years, bases, documents that exist
    departments          which departments a question means
    surfaces             what a department may be called
    places               real places, held or not
    unheld               departments that are named and not held

Names → plan
    conversation         follow-ups take over what they do not say
    phrases              what a figure is called: Phrase, measures
    operands             bundles of department, years, figure and role
    question             the linked question as frames read it
    planner              frames tried in order, the most specific first
    proportions          frames: shares, times, completion, per head, per month
    differences          frames: one figure against another
    totals               frames: sums, averages, comparisons, look-ups
    listings             frames: rankings, parts, what came and went
    plan                 Item and the nodes: what to compute, printed as text

Plan → facts
    scope                facts, and the ways into them
    across               one figure of many departments
    bind                 item × facts → one fact, a choice, or nothing
    bind_measures        by the name of a measure
    bind_subjects        by code and name of a row
    bindings             what an item is bound to
    choosing             among facts that fit, the one that is used
    matching             how well a label answers to words
    similarity           words that are no known name → labels
    likeness             phrase × label, word by word
    rivals               facts that contradict another
    wholes               which figure is a part of which

Facts → result
    execute              exact decimals, rounded once
    rankings             lists of one place, and their sums
    listing_rows         rows of one list
    listing_parts        what a total is made of
    listing_projects     projects, quarters, indicators

Result → answer
    answer               the entrance: one module for each kind of answer
    answer_parts         what every answer is made of
    answer_lookup        figures one by one
    answer_share         one figure by another
    answer_compare       side by side
    answer_change        over time
    answer_sum           added up, taken off
    answer_list          lists
    refusals             asked back, or what there is instead
    answers              Answer: what every door hands on
    citations            where figures stand, and whether every one does

Questions of text
    retrieve             question → passages
    reading              the sentences that answer, quoted whole
    llama_seam           our retrieval as a llama-index retriever

For people
    rendering            an answer as text or HTML
    page                 the chat page's HTML
    settings             what can be set from outside
    bench                how fast answers are
"""
