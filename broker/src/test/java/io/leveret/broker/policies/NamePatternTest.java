package io.leveret.broker.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.Seeded;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = ' ',
            value = {
                "'' x true",
                "b abc true",
                "^b abc false",
                "^(?!amq\\.).* amq.gen-1 false",
                "^(?!amq\\.).* my.amq. true",
                "^(?!amq\\.|tmp).+ tmp1 false",
                "^(?!amq)(?!tmp) tmp1 false",
                "^(?!amq)(?!tmp) other true",
                "^(?=.*x)a axis true",
                "^(?=.*x)a away false",
                "^(?!a)|^ab ab true",
                "^(?!a)|^ab ac false",
                "^(?![|)])x|y |y true",
                "^(?!\\Q)\\E)x )x false"
            })
    void looksAheadAtTheStart(String pattern, String name, boolean found) {
        assertThat(NamePattern.compile(pattern).isFoundIn(name)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?!a)b", "^a(?!b)", "^((?!a).)*$", "(?<=a)b", "(a)\\1", "a++", "^(?!a", "(", "^(?!(?=a))"})
    void whatCannotBeMatchedInLinearTimeIsRefused(String pattern) {
        assertThatThrownBy(() -> NamePattern.compile(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Expressions with which engines that go back and try again do not come to an end. */
    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(a|aa)+$", "^(?!(a+)+$).*b$", "(.*a){20}$"})
    void hostileExpressionsTakeNoLonger(String pattern) {
        NamePattern compiled = NamePattern.compile(pattern);
        String name = "a".repeat(254) + "!";
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long beganNanos = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 100; i++) {
            assertThat(compiled.isFoundIn(name)).isFalse();
        }
        assertThat(threads.getCurrentThreadCpuTime() - beganNanos).isLessThan(5_000_000_000L);
    }

    /** As an engine that can look ahead finds it. */
    @Test
    void agreesWithAnEngineThatLooksAhead() {
        Seeded.run(20_000, random -> {
            String text = alternative(random) + (random.nextBoolean() ? "|" + alternative(random) : "");
            StringBuilder name = new StringBuilder();
            for (int n = random.nextInt(5); n > 0; n--) {
                name.append((char) ('a' + random.nextInt(3)));
            }
            assertThat(NamePattern.compile(text).isFoundIn(name.toString()))
                    .as("%s in %s", text, name)
                    .isEqualTo(Pattern.compile(text).matcher(name).find());
        });
    }

    private static String alternative(Random random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(3) > 0) {
            text.append('^');
            for (int looks = random.nextInt(3); looks > 0; looks--) {
                text.append(random.nextBoolean() ? "(?!" : "(?=")
                        .append(sequence(random))
                        .append(')');
            }
        }
        return text.append(sequence(random)).toString();
    }

    private static String sequence(Random random) {
        String[] parts = {"a", "b", ".", "(a|b)", "[^a]", "b*", "a?", "a|b"};
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            int part = random.nextInt(parts.length);
            text.append(n > 1 && part == parts.length - 1 ? "a" : parts[part]);
        }
        return text.toString().contains("|") && !text.toString().contains("(") ? "(?:" + text + ")" : text.toString();
    }
}
