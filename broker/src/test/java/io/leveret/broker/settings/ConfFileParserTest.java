package io.leveret.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lexical rules were taken from conf_parse of cuttlefish 3.4.0, as RabbitMQ 4.0.5 has it. */
class ConfFileParserTest {
    @TempDir
    Path directory;

    private final ConfFileParser parser = new ConfFileParser();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "a = ab#c | ab",
                "a = 'a b#c' | a b#c",
                "a='x'#c | x",
                "a = x'y#z' | x'y",
                "a = it's | it's",
                "a = 'x | 'x",
                "a = \"q # r\" | \"q",
                "a = a=b | a=b",
                "a = b   c  # d | b   c",
                "  a =  1 | 1",
                "a = '' | ~~"
            })
    void aValueIsReadAsCuttlefishReadsIt(String line, String value) throws IOException {
        parse(line);
        assertThat(parser.problems()).isEmpty();
        assertThat(parser.assignments())
                .singleElement()
                .isEqualTo(new Assignment(
                        "a", value, new Place(directory.resolve("t.conf").toString(), 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a =",
                "a = # only a comment",
                "a = 'x' y",
                "a = 'it''s'",
                "a b = 1",
                "a$ = 1",
                "a+b = 1",
                "a@b = 1",
                "a..b = 1",
                "junk",
                ".a = 1",
                "a. = 1",
                "= 1"
            })
    void whatCuttlefishRefusesIsRefusedWithFileAndLine(String line) throws IOException {
        parse("# first\n" + line);
        assertThat(parser.assignments()).isEmpty();
        assertThat(parser.problems()).singleElement().asString().contains("syntax error at ", "t.conf:2: ");
    }

    @Test
    void aBackslashMakesADotPartOfASegment() throws IOException {
        parse("loopback_users.jane\\.doe = true\r\n");
        assertThat(parser.assignments())
                .singleElement()
                .satisfies(assignment ->
                        assertThat(KeyPattern.split(assignment.key())).containsExactly("loopback_users", "jane\\.doe"));
    }

    @Test
    void includedFilesStandWhereTheyAreIncludedInAlphabeticalOrder() throws IOException {
        Files.createDirectory(directory.resolve("more"));
        Files.writeString(directory.resolve("more/b.conf"), "k = b\n");
        Files.writeString(directory.resolve("more/a.conf"), "k = a\n");
        Files.writeString(directory.resolve("more/c.txt"), "k = c\n");
        parse("k = 1\ninclude more/*.conf # all of them\nk = 2\n");
        assertThat(parser.problems()).isEmpty();
        assertThat(parser.assignments()).extracting(Assignment::value).containsExactly("1", "a", "b", "2");
        assertThat(parser.assignments().get(1).place().source()).endsWith("a.conf");
    }

    @Test
    void aMissingIncludedFileIsNamedWithThePlaceThatNamesIt() throws IOException {
        parse("\ninclude nosuch.conf\n");
        assertThat(parser.problems()).singleElement().asString().contains("nosuch.conf, included at ", "t.conf:2");
    }

    @Test
    void filesThatIncludeEachOtherAreRefused() throws IOException {
        parse("include t.conf\n");
        assertThat(parser.problems()).singleElement().asString().contains("include each other");
    }

    @Test
    void aKeyNamedIncludeIsAKey() throws IOException {
        parse("include = 3\n");
        assertThat(parser.assignments())
                .singleElement()
                .extracting(Assignment::key)
                .isEqualTo("include");
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws IOException {
        Path file = directory.resolve("t.conf");
        Files.write(file, new byte[] {'a', '=', (byte) 0xff, (byte) 0xfe});
        parser.parse(file);
        assertThat(parser.problems()).singleElement().asString().contains("t.conf is not UTF-8 text");
    }

    private void parse(String text) throws IOException {
        Path file = directory.resolve("t.conf");
        Files.writeString(file, text);
        parser.parse(file);
    }
}
