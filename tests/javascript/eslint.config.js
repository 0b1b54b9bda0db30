import graphql from '@graphql-eslint/eslint-plugin';

const schemaRules = {
  ...graphql.configs['flat/schema-recommended'].rules,
  ...graphql.configs['flat/schema-all'].rules,
  ...graphql.configs['flat/schema-relay'].rules,

  // Fields, arguments and values stand in the order in which they are understood.
  '@graphql-eslint/alphabetize': 'off',
  // The sign-in has the arguments of django-graphql-jwt, which existing clients send.
  '@graphql-eslint/input-name': 'off',
  // It is there to be told which root types to do without: we have all three.
  '@graphql-eslint/no-root-type': 'off',
  // User.username, Profile.profileImage and RefreshToken.refreshToken are names that clients rely on.
  '@graphql-eslint/no-typename-prefix': 'off',
  // A rule of Relay Classic's time: payloads hold what changed, and are not a way to query the rest.
  '@graphql-eslint/require-field-of-type-query-in-mutation-result': 'off',
  // Lists are never null, as Relay has it: an empty one has no rows.
  '@graphql-eslint/require-nullable-result-in-root': 'off',

  // Lists that are bounded, such as a course's lessons, are not paged, and connections have `nodes` as well.
  '@graphql-eslint/relay-edge-types': [
    'error',
    { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
  ],
  // More than the rule asks for unless told: nothing is without a description.
  '@graphql-eslint/require-description': [
    'error',
    {
      types: true,
      rootField: true,
      DirectiveDefinition: true,
      EnumValueDefinition: true,
      FieldDefinition: true,
      InputValueDefinition: true,
      // GraphQL's own, which is printed without one.
      ignoredSelectors: ['[type=DirectiveDefinition][name.value=oneOf]'],
    },
  ],
  // These are values: what they describe has the id.
  '@graphql-eslint/strict-id-in-types': [
    'error',
    {
      exceptions: {
        suffixes: ['Connection', 'Edge', 'Payload'],
        types: [
          'CourseStats',
          'DayCount',
          'Image',
          'LessonCompletion',
          'MonthRating',
          'NotificationPreference',
          'ObtainJSONWebToken',
          'PageInfo',
          'Profile',
          'RatingSummary',
          'RefreshToken',
          'RevokeToken',
          'UserError',
          'VerifyToken',
        ],
      },
    },
  ],
};

// Paths are those of the repository, from whose root it runs.
const schema = 'schema/schema.graphql';
const documents = 'tests/javascript/documents/*.graphql';

const lint = (file, rules) => ({
  files: [file],
  plugins: { '@graphql-eslint': graphql },
  // The same for both: the plugin keeps what it is given first.
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema, documents } } },
  rules,
});

export default [
  lint(schema, schemaRules),
  lint(documents, graphql.configs['flat/operations-recommended'].rules),
];
