package io.leveret.broker.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No module knows what stands above or beside it. The rules are shown to fail on classes that break each of them. */
class FloorsTest {
    @TempDir
    Path directory;

    @Test
    void allModulesKeepToTheirFloor() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.leveret");
        Set<String> modules = classes.stream()
                .map(type -> type.getPackageName().split("\\.")[2])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(modules).as("all modules are seen").containsAll(modulesWithClasses());
        assertThat(classes.stream().filter(Floors::homeless).map(JavaClass::getName))
                .isEmpty();
        assertThat(broken(classes)).isEmpty();
    }

    @Test
    void everyRuleFailsOnAClassThatBreaksIt() throws IOException {
        Map<String, ArchRule> rules = Floors.rules();
        List<Path> sources = new ArrayList<>();
        for (String rule : rules.keySet()) {
            String[] sides = rule.split(" -> ");
            String target = sides[1].contains(".") ? sides[1].replaceAll("\\.$", "") : "io.leveret." + sides[1];
            sources.add(source("io.leveret." + sides[0] + ".fixture", target + ".fixture"));
            sources.add(source(target + ".fixture", null));
        }
        Path classes = Files.createDirectory(directory.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-d", classes.toString(), "-proc:none", "-cp", classes.toString());
            Set<Path> distinct = new TreeSet<>(sources);
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(distinct))
                            .call())
                    .isTrue();
        }
        JavaClasses fixtures = new ClassFileImporter().importPath(classes);
        assertThat(rules).hasSizeGreaterThan(60);
        assertThat(broken(fixtures)).containsExactlyElementsOf(rules.keySet());
    }

    /** The rules that the classes break, by name. */
    private static List<String> broken(JavaClasses classes) {
        List<String> broken = new ArrayList<>();
        Floors.rules().forEach((name, rule) -> {
            if (rule.evaluate(classes).hasViolation()) {
                broken.add(name);
            }
        });
        return broken;
    }

    /**
     * The modules that have more than a package's description, from the sources; without the benchmarks, which stand
     * above all of them: whoever knew them could not be built before them.
     */
    private static Set<String> modulesWithClasses() {
        return new SourceTree()
                .javaFiles().stream()
                        .filter(file -> file.toString().contains("src/main/java/io/leveret/"))
                        .filter(file -> !file.endsWith("package-info.java"))
                        .map(file -> file.toString().replaceAll(".*src/main/java/io/leveret/(\\w+)/.*", "$1"))
                        .filter(module -> !module.equals("benchmarks"))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A class that is there to be known, or one that knows such a class; one file for each pair. */
    private Path source(String packageName, String known) throws IOException {
        String name = known == null ? "Known" : "Knows_" + known.replace('.', '_');
        Path file = directory.resolve(packageName.replace('.', '/')).resolve(name + ".java");
        Files.createDirectories(file.getParent());
        String body = known == null ? "" : known + ".Known known;";
        return Files.writeString(file, "package " + packageName + "; public class " + name + " { " + body + " }");
    }
}
