package io.leveret.management.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearPatternTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "((((a{30}){30}){30}){30}){30}",
                "(a{1000}){1000}",
                "(?:a{900})+{900}",
                "(?P<x>[abc]{1000}){11}",
                "([]a]{1000}){11}",
                "([[:alpha:]]{1000}){11}",
                "(\\p{L}{1000}){11}",
                "(\\Q{1}\\E{1000}){11}",
                "(\\Qabcdef\\E){1000}",
                "((x){2,1000}){11}",
                "((x){1000,}){11}",
                "(a?){1000}(a?){1000}"
            })
    void repetitionsThatExplodeAreRefused(String expression) {
        assertThatThrownBy(() -> LinearPattern.compile(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("repetitions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".*",
                "^(amq\\.|my-).{1,255}$",
                "a{x}",
                "[{1000}{1000}{1000}]{2}",
                "\\{1000}\\{1000}",
                "a{1000}b{1000}c{1000}",
                "\\Q(a{1000}){1000}\\E",
                "(\\x{10FFFF}){1000}"
            })
    void ordinaryOnesAreTaken(String expression) {
        assertThat(LinearPattern.compile(expression).pattern()).isEqualTo(expression);
    }

    @Test
    void whatRe2DoesNotReadIsRefused() {
        assertThatThrownBy(() -> LinearPattern.compile("{1000}{1000}")).hasMessageContaining("invalid regular");
    }

    /** Threads of shards and of the API have a stack of a megabyte. */
    @ParameterizedTest
    @ValueSource(strings = {"(a?){1000}(a?){360}c", "(a?b?){500}(a?b?){300}c", "(|a|^|$){400}c", "(a*){1000}c"})
    void whatIsTakenNeedsNoLargeStack(String expression) throws InterruptedException {
        AtomicReference<Object> found = new AtomicReference<>();
        Runnable find = () -> {
            try {
                found.set(LinearPattern.compile(expression)
                        .matcher("a".repeat(255))
                        .find());
            } catch (StackOverflowError e) {
                found.set(e);
            }
        };
        Thread thread = new Thread(null, find, "find", 1 << 20);
        thread.start();
        thread.join();
        assertThat(found.get()).isEqualTo(false);
    }

    @Test
    void longExpressionsAreRefused() {
        assertThat(LinearPattern.compile("a".repeat(4096))).isNotNull();
        assertThatThrownBy(() -> LinearPattern.compile("a".repeat(4097)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4096");
    }

    /** Whatever is accepted compiles to a program not much larger than the limit. */
    @Test
    void estimateIsNeverFarBelow() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        String[] parts = {
            "a",
            "(",
            "(?:",
            ")",
            "[",
            "]",
            "{3}",
            "{9,20}",
            "{15,}",
            "|",
            "*",
            "+?",
            "\\",
            "{",
            "}",
            "\\Q",
            "\\E",
            "\\d",
            "^",
            "\\p{L}",
            "[^a]",
            "[:alpha:]",
            ",",
            "-",
            "(a{30}){20}",
            "\\pL"
        };
        int compiled = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder expression = new StringBuilder();
            for (int n = 1 + random.nextInt(14); n > 0; n--) {
                expression.append(parts[random.nextInt(parts.length)]);
            }
            try {
                Pattern pattern = LinearPattern.compile(expression.toString());
                compiled++;
                assertThat(pattern.programSize())
                        .as("seed %d: %s", seed, expression)
                        .isLessThan(8 * LinearPattern.MAX_EXPANDED_LENGTH);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).as("seed %d: %s", seed, expression).isNotBlank();
            }
        }
        assertThat(compiled).as("seed %d", seed).isGreaterThan(500);
    }
}
