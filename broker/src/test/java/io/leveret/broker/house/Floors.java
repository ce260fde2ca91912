package io.leveret.broker.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which module may know which, and which library; the packages are those of the modules. */
final class Floors {
    private static final String OURS = "io.leveret.";

    /** What each module may know of ours, besides itself. */
    static final Map<String, List<String>> MODULES = new TreeMap<>(Map.of(
            "codec", List.of(),
            "persistence", List.of(),
            "cluster", List.of(),
            "exchange", List.of("codec"),
            "queue", List.of("codec", "persistence"),
            "management", List.of("codec"),
            "broker", List.of("codec", "persistence", "cluster", "exchange", "queue", "management")));

    /** Which modules may use a library, by the beginning of its packages. Of Netty the codec may use buffers alone. */
    static final Map<String, List<String>> LIBRARIES = new TreeMap<>(Map.ofEntries(
            Map.entry("io.netty.", List.of("codec", "cluster", "broker")),
            Map.entry("org.h2.", List.of("persistence")),
            Map.entry("java.sql.", List.of("persistence")),
            Map.entry("javax.sql.", List.of("persistence")),
            Map.entry("org.apache.ratis.", List.of("cluster")),
            Map.entry("picocli.", List.of("management")),
            Map.entry("tools.jackson.", List.of("management")),
            Map.entry("io.javalin.", List.of("management")),
            Map.entry("ch.qos.logback.", List.of("broker")),
            Map.entry("io.micrometer.", List.of("management")),
            Map.entry("org.bouncycastle.", List.of("broker"))));

    private Floors() {}

    /** The rules, by a name for each. */
    static Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        for (String module : MODULES.keySet()) {
            for (String other : MODULES.keySet()) {
                if (!module.equals(other) && !MODULES.get(module).contains(other)) {
                    rules.put(module + " -> " + other, knowsNot(module, OURS + other));
                }
            }
            LIBRARIES.forEach((library, users) -> {
                if (!users.contains(module)) {
                    rules.put(module + " -> " + library, knowsNot(module, withoutDot(library)));
                }
            });
        }
        for (String part : List.of("channel", "bootstrap", "handler", "resolver")) {
            rules.put("codec -> io.netty." + part, knowsNot("codec", "io.netty." + part));
        }
        return rules;
    }

    /** Whether a class lies in a package that belongs to no module. */
    static boolean homeless(JavaClass type) {
        return MODULES.keySet().stream()
                .noneMatch(module -> (type.getPackageName() + ".").startsWith(OURS + module + "."));
    }

    private static ArchRule knowsNot(String module, String packageName) {
        return noClasses()
                .that()
                .resideInAPackage(OURS + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packageName + "..")
                .allowEmptyShould(true);
    }

    private static String withoutDot(String prefix) {
        return prefix.substring(0, prefix.length() - 1);
    }
}
