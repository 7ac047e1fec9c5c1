"""Documents become facts and passages. Knows nothing of questions.

The way of a file: readers → lines and grids → tables → facts → checks → store. A figure whose place is not certain is handed on by no step;
a Gap says so instead. The modules along that way:

Files → documents (no meaning yet)
    documents            Document, Page, Line, Grid, Gap, Identity: what the readers hand on
    readers              a reader for each format; what only a reader needs stands beside it
    identity             whose document it is: department, year, basis, template or not
    naming               names of departments: which words are one, whose region they hold

Words that all share
    amounts              text → Decimal and unit; how labels are compared
    years                years and dates
    forms                the standard forms, as data
    subjects             the functional and economic classifications, as data
    data_files           the files in data/, each read once
    captions             what stands around a table: title, unit, owner, notes
    textlines            printed lines, cleaned and told apart: heading, text, figures, furniture

Grids → tables
    tables               Table, Row, Value
    grids                grids of a whole document put together; the entrance
    headers              a grid's header: its rows, the meaning of each column
    rows                 the body: names, codes, values in their columns
    keyvalues            tables without a header: labels beside what they say
    alignment            tab-separated dumps: figures moved under their columns by the form, or not at all
    twins                rows of one name told apart

Lines of text dumps → tables
    flattening           grids of dumps that cannot be trusted become lines
    textforms            the entrance: all standard forms of a dump, figures placed
    textblocks           where a form begins and ends
    textheads            its unit, columns and printed formulas
    textbudgets          the columns of a budget's form, which no line numbers
    textrows             its rows, figures in printed order
    texthalves           rows of forms with two halves
    halfnames            names of such rows: known or torn, of which half
    texteconomic         rows of the economic classification
    textuntangling       pieces of names put back into their row
    textorder            whether it is printed row by row at all
    textreading          one form between lines and table: the above in order
    placement            figures → columns, by identities alone
    evidence             what sentences say of single cells
    crossforms           what the other forms say of them

Tables → facts
    facts                Fact: a figure with all that is needed to find and cite it
    units                units that cannot be right, flagged

Performance forms → facts
    indicators           the entrance: readings → facts
    performance_forms    where they stand, what their cells say
    indicator_grids      cells known: grids
    indicator_heads      which column of such a grid holds what
    indicator_lines      self-evaluations in lines
    indicator_rows       rows of indicators on one line
    application_lines    applications and targets in lines
    indicator_words      files of one word a line
    indicator_records    and the records of indicators in them

Sentences → facts
    figures              the entrance: figures in sentences, with what they are of
    sentences            paragraphs → running text under its headings
    clauses              running text → clauses with figures
    labels               the words before a figure: what it is of, what kind it is
    series               figures told together: 分别为

Checks
    checks               what must hold within a form, down its hierarchy, between forms
    columnsums           which columns of a budget's table add up
    leftovers            figures that became neither fact nor gap

Text → passages
    paragraphs           lines and grids → paragraphs
    text_grids           tables of words → rows to read
    passages             paragraphs → passages with their section path
    embeddings           text → vectors
    train_embedding      the vectors that ship, trained
    bm25                 search by characters

Store
    store                generations on disk, replaced as a whole
    fact_store           facts in DuckDB
    label_index          labels of facts beside the facts, to be ranked against words
    passage_store        passages and labels, to be searched
    pipeline             build() and remove()
    workers              reading side by side, within limits of time and memory
    progress             a bar for whoever waits

For people
    export               facts as rows of text
    show                 a page with what was read from it
    fonts                the font of its picture
    golden               golden documents and their expected facts
    bench                how long PDFs take to read
"""
