import ArgumentParser
import Files
import Stories

/// Lists the stories.
struct Stories: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stories", abstract: "List the stories that Squall brings along, or print the file of one.",
    discussion: Stories.form)

  /// Every key of a story's file.
  private static let form = """
    An own story begins as a copy of one:

      squall stories retry-storm > own.yaml
      squall run own.yaml

    Its keys; story, lab and for are needed:

      story: NAME              small letters, digits and hyphens
      title: TEXT              the name on the screen
      about: TEXT              one or two sentences
      lab: LAB                 'squall labs LAB' prints all names of one
      seed: NUMBER             1 if left out
      for: TIME                when it ends: 90s, 2m, at most 10m
      knobs: {KNOB: VALUE}     what is set at the start
      twin: {KNOB: VALUE}      what is different in a second run beside it
      at: [TIME: INPUT]        what is done to both runs
      at-first: [TIME: INPUT]  what is done to the first run, not to the twin
      at-twin: [TIME: INPUT]   what is done to the twin, not to the first run
      say: [TIME: TEXT]        what is said
      show: {meter: METER}     what is compared; its panel is shown, if not
                               another one is named: panel: TITLE
      expect: [EXPECTATION]    what must come of the first run
      expect-twin: [EXPECTATION]           the same of the twin
      outcome: TEXT            at the end: what happened, in one sentence
      try: [CHANGE: TEXT]      at the end: what to try; Enter does the first

    INPUT is FAULT, heal:FAULT, heal:all, ACTION, KNOB=VALUE or drain, which
    heals everything and lets nothing in any more: then eventually-laws are
    judged. EXPECTATION is one of

      {says: WORDS, law: LAW, is: VERDICT, by: TIME}
      {says: WORDS, meter: METER, figure: FIGURE, BOUND, since: TIME, by: TIME}

    It is judged at 'by', or at the end, on what came after 'since', if that is
    said; WORDS are what the screen calls it. CHANGE is FAULT, heal:FAULT,
    ACTION or KNOB=VALUE. The numbers and causes that stand beside 'outcome'
    are those of the run. The other words are

      VERDICT  held, violated or pending; of a sometimes-law reached or
               not reached
      FIGURE   of a counter rate or total; of a gauge last, mean, min or max; of
               a latency p99, p95, p50, max or count; if left out, the first
      BOUND    below: NUMBER, above: NUMBER, equal: NUMBER or
               between: [NUMBER, NUMBER]; of a latency 250ms or 1.5s
    """

  @Argument(help: "The story whose file is printed, to begin an own one with.", completion: .stories)
  var story: String?

  func run() throws {
    let catalogue = try StoryCatalogue.ofLabs()
    StandardStream.output.write(try story.map { try catalogue.file(of: $0) } ?? catalogue.listing)
  }
}
