import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Judges each file against each flavour: {@code Judge 3a,ua1 FILE...}. One line a file and flavour, columns set apart by
 * tabs: file, flavour, number of checks, then one column a failed rule, "clause-test: what it says (how often)". A file
 * that could not be judged says so in the place of a rule.
 */
public class Judge {
    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String[] flavours = arguments[0].split(",");
        for (int number = 1; number < arguments.length; number++) {
            for (String flavour : flavours) {
                out.println(arguments[number] + "\t" + flavour + "\t" + verdict(arguments[number], flavour));
            }
        }
    }

    private static String verdict(String file, String flavourId) {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(flavourId);
        try (InputStream content = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(content, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, Integer> failed = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                    failed.merge(rule + ": " + oneLine(assertion.getMessage()), 1, Integer::sum);
                }
            }
            StringBuilder line = new StringBuilder().append(result.getTotalAssertions());
            failed.forEach((rule, times) -> line.append("\t").append(rule).append(" (").append(times).append(")"));
            if (failed.isEmpty() && !result.isCompliant()) {
                line.append("\tnot compliant, without a failed rule");
            }
            return line.toString();
        } catch (Exception | StackOverflowError problem) {
            return "0\tcould not be judged: " + oneLine(problem.toString());
        }
    }

    private static String oneLine(String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ");
    }
}
