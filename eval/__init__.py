"""Cases → scores. Asks through qa's front door only.

Cases and their verdicts
    dataset              case files: questions and what they should get
    run                  every case asked, evidence kept
    metrics              verdicts on answers and their totals
    report               results as tables for people

Documents and questions with known truth
    synthesize           fictitious disclosures with the table of their true facts
    fiction              what they print, and in which formats
    questions            questions over them: wordings are data, answers come from true figures
    scale                a store of hundreds of departments, without files
    extraction           exported facts against true ones
    damage               damaged files are built like any others
    damaged_files        how they are damaged

wordings/ holds how people ask: open.toml and voices.toml for whoever writes rules, held.toml for nobody who does. It is measured with
`eval run --summary` alone, which shows no question.

    fonts                the font that ships, cut out of the whole one
"""
