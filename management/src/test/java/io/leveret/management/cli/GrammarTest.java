package io.leveret.management.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParseResult;

/** Every command: what its help shows as an example is understood, and means this command. */
class GrammarTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    static Stream<Verb> verbs() {
        return new VerbTable().all().stream();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void theExampleIsUnderstood(Verb verb) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(verb.example().replaceAll(" [<>] .*", ""));
        while (word.find()) {
            String text = word.group(1) == null ? word.group(2) : word.group(1);
            words.add(text.equals("--watch") ? "--watch=2" : text);
        }
        ParseResult result = Grammar.of(new VerbTable(), words).parseArgs(words.toArray(String[]::new));
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        assertThat(result.commandSpec().name()).isEqualTo(verb.name());
        assertThat(result.commandSpec().parent().name()).isEqualTo(verb.group().isEmpty() ? "leveret" : verb.group());
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void theHelpSaysWhatEverythingMeans(Verb verb) {
        FakeTerminal terminal = new FakeTerminal();
        List<String> words = new ArrayList<>(List.of(verb.group(), verb.name(), "--help"));
        words.remove("");
        int code = new ClientProgram(terminal, call -> null, "1").run(words.toArray(String[]::new));
        assertThat(code).isZero();
        String help = terminal.takeOut();
        assertThat(help).contains(verb.description() + ".", "leveret " + verb.example());
        verb.parameters().forEach(parameter -> assertThat(help).contains(parameter.name()));
        verb.options()
                .forEach(option -> assertThat(help)
                        .contains(option.names().get(option.names().size() - 1)));
    }
}
