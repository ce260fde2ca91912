package io.leveret.broker.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The style of all sources of all modules; each rule is shown to fail on a sample that breaks it. */
class TidyTest {
    private static final String MAIN = "broker/src/main/java/io/leveret/broker/Sample.java";
    private static final String TEST = "broker/src/test/java/io/leveret/broker/SampleTest.java";

    @TempDir
    Path empty;

    @Test
    void allSourcesAreTidy() throws IOException {
        SourceTree tree = new SourceTree();
        Tidy tidy = new Tidy();
        List<Path> files = tree.textFiles();
        assertThat(files).as("the sources are found").hasSizeGreaterThan(50);
        for (Path file : files) {
            String name = tree.root().relativize(file).toString();
            List<String> lines = Files.readAllLines(file);
            tidy.checkText(name, lines);
            if (name.endsWith(".java")) {
                tidy.checkJava(name, lines);
            }
        }
        assertThat(tidy.violations()).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItOwns() {
        assertThat(withoutPackageInfo(new SourceTree().javaFiles())).isEmpty();
    }

    @Test
    void aPackageThatSaysNothingIsFound() {
        Path silent = Path.of("m/src/main/java/io/a");
        Path told = Path.of("m/src/main/java/io/b");
        assertThat(withoutPackageInfo(
                        List.of(silent.resolve("A.java"), told.resolve("B.java"), told.resolve("package-info.java"))))
                .containsExactly(silent);
    }

    @Test
    void aLongFileIsFound() {
        assertThat(java(MAIN, Collections.nCopies(600, ""))).isEmpty();
        assertThat(java(MAIN, Collections.nCopies(601, "")))
                .singleElement()
                .asString()
                .contains("601 lines");
    }

    @Test
    void aLongMethodIsFoundWhateverItsTextsHold() {
        assertThat(java(MAIN, method(67))).isEmpty();
        assertThat(java(MAIN, method(68)))
                .singleElement()
                .asString()
                .startsWith(MAIN + ":2: ")
                .contains("method run has 71 lines");
    }

    @Test
    void aLongLineIsFound() {
        assertThat(java(MAIN, List.of("// " + "x".repeat(117)))).isEmpty();
        assertThat(java(MAIN, List.of("// " + "x".repeat(118))))
                .singleElement()
                .asString()
                .contains("121 columns");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QueueImpl",
                "AbstractQueue",
                "QueueManager",
                "StringUtil",
                "StringUtils",
                "HelperOfQueues",
                "AMQPService"
            })
    void aNameThatSaysNothingIsFound(String name) {
        assertThat(java(MAIN, List.of("class " + name + " {}")))
                .singleElement()
                .asString()
                .contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Implicit", "Serviced", "Utility", "Queue", "ManagementPort"})
    void aNameThatOnlyResemblesOneIsFree(String name) {
        assertThat(java(MAIN, List.of("class " + name + " {}"))).isEmpty();
    }

    @Test
    void standardOutputIsForTheCommandLine() {
        List<String> lines = List.of("class A { void a() { System.out.println(\"System.err\"); } }");
        assertThat(java(MAIN, lines)).singleElement().asString().contains("System.out belongs");
        assertThat(java("management/src/main/java/io/leveret/management/cli/A.java", lines))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thread.sleep(1)",
                "java.lang.Thread.sleep(1)",
                "TimeUnit.SECONDS.sleep(1)",
                "MILLISECONDS.sleep(1)"
            })
    void aTestThatSleepsIsFound(String call) {
        List<String> lines = List.of("class A { void a() { " + call + "; } }");
        assertThat(java(TEST, lines)).singleElement().asString().contains("not sleep");
        assertThat(java(MAIN, lines)).isEmpty();
    }

    @Test
    void aTestThatIsSwitchedOffIsFound() {
        assertThat(java(TEST, List.of("class A { @Disabled(\"later\") void a() {} }")))
                .hasSize(1);
        assertThat(java(TEST, List.of("@org.junit.jupiter.api.Disabled class A {}")))
                .hasSize(1);
    }

    @Test
    void unfinishedThingsAreFound() {
        for (String word : List.of("TO" + "DO", "FIX" + "ME", "X" + "XX")) {
            assertThat(text("a.md", "see " + word + ": more"))
                    .singleElement()
                    .asString()
                    .contains(word);
        }
        assertThat(text("a.md", "a todo list")).isEmpty();
    }

    @Test
    void pathsOfOneMachineAreFound() {
        for (String path : List.of("/wo" + "rk/a", "x=/ro" + "ot/b", "\"/ho" + "me/c")) {
            assertThat(text("Makefile", "cd " + path))
                    .singleElement()
                    .asString()
                    .contains("one machine");
        }
        assertThat(text("a.md", "https://example.org/wo" + "rk/a and some/wo" + "rk/x"))
                .isEmpty();
    }

    @Test
    void otherRepositoriesAreFound() {
        assertThat(text("a/pom.xml", "<repositor" + "y>")).hasSize(1);
        assertThat(text("a/pom.xml", "<mirro" + "r>")).hasSize(1);
    }

    @Test
    void builtFilesAreNoSources() throws IOException {
        Files.writeString(empty.resolve("pom.xml"), "");
        Files.createDirectories(empty.resolve("m/target/classes"));
        Files.writeString(empty.resolve("m/target/classes/A.java"), "");
        Files.createDirectories(empty.resolve("m/src/main/java/data"));
        Path source = Files.writeString(empty.resolve("m/src/main/java/data/A.java"), "");
        assertThat(new SourceTree(empty).javaFiles()).containsExactly(source);
    }

    private static Set<Path> withoutPackageInfo(List<Path> javaFiles) {
        Set<Path> packages = new TreeSet<>();
        Set<Path> told = new TreeSet<>();
        for (Path file : javaFiles) {
            if (file.toString().contains("src/main/")) {
                packages.add(file.getParent());
                if (file.endsWith("package-info.java")) {
                    told.add(file.getParent());
                }
            }
        }
        packages.removeAll(told);
        return packages;
    }

    /** A class whose one method has a body of so many lines, with braces in texts and comments. */
    private static List<String> method(int bodyLines) {
        List<String> lines = new ArrayList<>(List.of("class A {", "  void run()", "  {"));
        for (int i = 0; i < bodyLines; i++) {
            lines.add("    a(\"}}\"); // }");
        }
        lines.addAll(List.of("  }", "}"));
        return lines;
    }

    private static List<String> java(String name, List<String> lines) {
        Tidy tidy = new Tidy();
        tidy.checkJava(name, lines);
        return tidy.violations();
    }

    private static List<String> text(String name, String line) {
        Tidy tidy = new Tidy();
        tidy.checkText(name, List.of(line));
        return tidy.violations();
    }
}
