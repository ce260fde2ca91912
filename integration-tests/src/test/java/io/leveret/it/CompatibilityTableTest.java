package io.leveret.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of compatibility claims what a test class checks, and every such class stands in it. */
class CompatibilityTableTest {
    private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+IT)`");

    @Test
    void theTableNamesExactlyTheTestClassesThatThereAre() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher matcher = TEST_CLASS.matcher(Files.readString(Path.of("..", "docs", "compatibility.md")));
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        assertThat(named).isEqualTo(testClasses());
    }

    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            Set<String> classes = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("IT.java"))
                    .forEach(name -> classes.add(name.replace(".java", "")));
            return classes;
        }
    }
}
