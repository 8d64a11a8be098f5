import { z } from 'zod';

// The part of the SARIF 2.1.0 schema that concerns what is printed here, as strict as the schema itself (OASIS, "SARIF Version
// 2.1.0", sections 3.13 to 3.52): no other properties, the required ones there, enumerations and minima kept. Beyond it,
// marked so, what GitHub asks for ("SARIF support for code scanning").

const propertyBag = z.looseObject({ tags: z.array(z.string()).optional() });
const message = z.strictObject({ text: z.string().min(1) });
const level = z.enum(['none', 'note', 'warning', 'error']);

/** An RFC 3986 reference; GitHub: relative to the root of the repository. */
const uri = z.string().refine((text) => {
  const parsed = URL.parse(text, 'file:///root/');
  return parsed?.href.startsWith('file:///root/') && !/[\s"<>\\^`{|}]/.test(text);
});

const physicalLocation = z.strictObject({
  artifactLocation: z.strictObject({ uri }),
  region: z.strictObject({ startLine: z.int().min(1) }),
});

const location = z.strictObject({
  id: z.int().min(-1).optional(),
  physicalLocation,
  logicalLocations: z.array(z.strictObject({ fullyQualifiedName: z.string(), kind: z.string() })).optional(),
  message: message.optional(),
});

const rule = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  // GitHub: at most 1,024 characters each.
  shortDescription: z.strictObject({ text: z.string().max(1024) }).optional(),
  fullDescription: z.strictObject({ text: z.string().max(1024) }).optional(),
  help: message.optional(),
  defaultConfiguration: z.strictObject({ level }).optional(),
  properties: propertyBag
    // GitHub: a number in a string, at most twenty tags.
    .extend({
      'security-severity': z.string().regex(/^(10(\.0)?|\d(\.\d)?)$/),
      tags: z.array(z.string()).max(20),
    })
    .optional(),
});

const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(-1),
  level,
  message,
  // GitHub: at least one.
  locations: z.array(location).min(1),
  relatedLocations: z.array(location).optional(),
  // GitHub: goes by this one alone.
  partialFingerprints: z.record(z.string(), z.string()).and(z.object({ primaryLocationLineHash: z.string().min(1) })),
  properties: propertyBag,
});

export const sarifLog = z
  .strictObject({
    $schema: z.url(),
    version: z.literal('2.1.0'),
    runs: z.array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string().min(1),
            semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
            rules: z.array(rule).refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length),
          }),
        }),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        // GitHub: takes 25,000 and shows the 5,000 worst.
        results: z.array(result).max(25_000),
      }),
    ),
  })
  .refine(({ runs }) =>
    runs.every(({ tool, results }) => results.every((each) => tool.driver.rules[each.ruleIndex]?.id === each.ruleId)),
  );
