package io.leveret.management.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All routes there are: the one table from which they are served, described and tested. */
public final class RouteTable {
    /** Some routes that belong together. */
    public interface Family {
        /** Its routes. */
        List<Route> routes();
    }

    /** In the order in which RabbitMQ names them. */
    private static final Comparator<String> METHODS =
            Comparator.comparing(List.of("HEAD", "GET", "PUT", "POST", "DELETE", "OPTIONS")::indexOf);

    private final List<Route> routes;

    /**
     * The routes of some families.
     *
     * @throws IllegalArgumentException two have the same method and path
     */
    public RouteTable(List<Family> families) {
        List<Route> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Family family : families) {
            for (Route route : family.routes()) {
                if (!seen.add(route.verb() + " " + route.path().replaceAll("\\{[^}]*}", "{}"))) {
                    throw new IllegalArgumentException("twice: " + route.verb() + " " + route.path());
                }
                all.add(route);
            }
        }
        // A path that names a segment goes before one that has a parameter there.
        all.sort(Comparator.comparing((Route route) -> route.path().replace('{', '\uffff')));
        routes = List.copyOf(all);
    }

    /** Which methods each path has, as the header {@code allow} lists them. */
    Map<String, String> methods() {
        Map<String, Set<String>> methods = new LinkedHashMap<>();
        for (Route route : routes) {
            Set<String> ofPath = methods.computeIfAbsent(route.path(), path -> new TreeSet<>(METHODS));
            ofPath.add(route.verb().name());
            ofPath.add("OPTIONS");
            if (route.verb() == Verb.GET) {
                ofPath.add("HEAD");
            }
        }
        Map<String, String> texts = new LinkedHashMap<>();
        methods.forEach((path, names) -> texts.put(path, String.join(", ", names)));
        return texts;
    }

    /** All of them; of those that a path can mean, the one that is meant comes first. */
    public List<Route> routes() {
        return routes;
    }
}
